from django.urls import path

from tailor.exchange.web import exports, imports

urlpatterns = [
    path("import/", imports.start),
    path("import/<int:pk>/", imports.columns),
    path("import/<int:pk>/refused/", imports.rejected),
    path("import/<int:pk>/rest/", imports.decide_rest),
    path("import/<int:pk>/further/", imports.go_on),
    path("import/<int:pk>/rows/<int:number>/", imports.decide),
    path("<slug:slug>/import/", imports.choose),
    path("<slug:slug>/export/<str:form>/", exports.export_list),
]
