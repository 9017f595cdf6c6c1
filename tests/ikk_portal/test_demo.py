"""What the demo sets for its processes."""

from pathlib import Path

from ikk_portal.demo import demo_environment


def test_letters_of_the_demo_name_the_address_it_answers_under(tmp_path: Path) -> None:
    assert demo_environment(tmp_path, "127.0.0.1:8124")["PORTAL_ADDRESS"] == "127.0.0.1:8124"
