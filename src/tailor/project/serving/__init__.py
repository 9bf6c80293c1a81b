"""How Tailor runs: one watching process, and under it the pages with their live news, and the job worker."""
