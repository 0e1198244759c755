"""The addresses of an article's texts: further ones, what was carried to them, and watches for them."""

from __future__ import annotations

from django.urls import path

from annotator.api import revisions, watches

of_revisions = [
    path("articles/<int:article_id>/revisions/", revisions.Revisions.as_view(), name="article-revisions"),
    path("articles/<int:article_id>/revisions/fetch/", revisions.Refetch.as_view(), name="article-refetch"),
    path("revisions/<int:revision_id>/carry/", revisions.Carry.as_view(), name="carry"),
    path("review/", revisions.Review.as_view(), name="review"),
    path("annotations/<uuid:annotation_id>/settle/", revisions.Settle.as_view(), name="settle"),
    path("articles/<int:article_id>/watch/", watches.ArticleWatch.as_view(), name="article-watch"),
    path("articles/<int:article_id>/watch/look/", watches.LookNow.as_view(), name="article-watch-look"),
    path("projects/<int:project_id>/watches/", watches.Watches.as_view(), name="project-watches"),
]
