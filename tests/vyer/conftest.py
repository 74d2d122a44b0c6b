"""An option to write the golden files anew."""


def pytest_addoption(parser):
    parser.addoption("--skriv-facit", action="store_true", help="write the golden files anew")
