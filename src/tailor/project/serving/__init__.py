"""How Tailor runs: one watching process, and under it the pages with their live news, the job
worker, and the errands that cannot wait for it."""
