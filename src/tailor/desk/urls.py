from django.urls import path

from tailor.desk.views import styleguide

app_name = "desk"
urlpatterns = [path("styleguide/", styleguide, name="styleguide")]
