from django.urls import path

from tailor.api.web import tokens, views, webhooks

urlpatterns = [
    path("api/v1/openapi.json", views.openapi),
    path("api/v1/me", views.me),
    path("api/v1/types", views.types),
    path("api/v1/search", views.search),
    path("api/v1/history/<int:pk>/undo", views.undo),
    path("api/v1/<slug:slug>", views.many),
    path("api/v1/<slug:slug>/bulk", views.bulk),
    path("api/v1/<slug:slug>/operations/<str:code>", views.operate),
    path("api/v1/<slug:slug>/<int:pk>", views.one),
    path("api/v1/<slug:slug>/<int:pk>/history", views.history),
    path("tokens/", tokens.tokens),
    path("tokens/reference/", tokens.reference),
    path("tokens/openapi.json", tokens.openapi),
    path("tokens/<int:pk>/revoke/", tokens.revoke),
    path("webhooks/", webhooks.webhooks),
    path("webhooks/new/", webhooks.new),
    path("webhooks/<int:pk>/", webhooks.webhook),
    path("webhooks/<int:pk>/change/", webhooks.change),
    path("webhooks/<int:pk>/state/", webhooks.state),
    path("webhooks/<int:pk>/secret/", webhooks.secret),
    path("webhooks/<int:pk>/test/", webhooks.test),
    path("webhooks/<int:pk>/delete/", webhooks.delete),
    path("webhooks/<int:pk>/deliveries/<int:number>/", webhooks.delivery),
    path("webhooks/<int:pk>/deliveries/<int:number>/again/", webhooks.again),
    path("mcp", views.mcp),
    path("api/<path:rest>", views.nowhere),
]
