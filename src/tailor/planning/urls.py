from django.urls import path

from tailor.planning.web import calendar, day, feed

urlpatterns = [
    path("tasks/my/", day.my),
    path("tasks/understood/", day.understood),
    path("tasks/calendar/", calendar.calendar),
    path("tasks/feed/", feed.page),
    path("tasks/feed/new/", feed.renew),
    path("tasks/feed/<str:token>/", feed.feed),
    path("tasks/quick/", day.quick),
    path("tasks/quick/<str:kind>/<int:pk>/", day.quick),
    path("tasks/<int:pk>/done/", day.act, {"deed": "task.done"}),
    path("tasks/<int:pk>/reopen/", day.act, {"deed": "task.reopen"}),
    path("tasks/<int:pk>/tomorrow/", day.act, {"deed": "task.tomorrow"}),
    path("tasks/<int:pk>/lines/<int:number>/", day.tick),
    path("tasks/<int:pk>/to/", day.move),
]
