"""Every figure of the README is bound to what it was copied from. `glueline claims claims/readme.yaml` says the same."""

import pytest

from glueline.claims.bound import Page, page_from, stale, unbound
from glueline.claims.plain_yaml import read_plain


@pytest.fixture(scope="module")
def readme(repo) -> Page:
    return page_from(read_plain(repo / "claims/readme.yaml"), "claims/readme.yaml")


def test_no_figure_of_the_readme_is_stale(repo, readme):
    assert stale(readme, repo) == []


def test_no_figure_of_the_readmes_results_is_bound_to_nothing_without_a_reason(repo, readme):
    assert {"Results", "Measured"} <= set(readme.sections)
    assert unbound(readme, repo) == []


def test_most_of_them_are_bound_and_not_excepted(readme):
    assert sum(len(one.figures) for one in readme.bound) > 120 and all(len(one.reason) > 10 for one in readme.excepted)
