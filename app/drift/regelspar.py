"""Where the code and the tests cite a rule, read from the source itself.

Finds refusals (``Hinder``, ``Regelbrott``, ``Problem`` and what makes them), mandatory fields, functions
and tests. Knows nothing about any rule.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path

import app
from app.core import errors
from app.core.errors import Hinder, Problem
from app.regelverk.modell import Regelbrott
from app.regelverk.regler import EFTER_GRUNDEN

APP = Path(app.__file__).parent
TESTER = APP.parent / "tests"
ID = re.compile(r"\b(?:AK|T)-\d{2}\b")
# The register itself, the questions about it and what shows them are no use of a rule.
_REGISTER = re.compile(r"regelverk/(regler\w*|oppna_fragor)\.py|vyer/regelverk\.py")
_TEXTFALT = ("meddelande", "text", "detalj")

Funktion = ast.FunctionDef | ast.AsyncFunctionDef
Varden = Mapping[str, list[ast.expr]]


@dataclass(frozen=True, slots=True)
class Nekande:
    """A refusal: where it is made, its code and text (``[…]`` where a value goes), and the section that it names."""

    fil: str
    kod: str
    text: str
    lagrum: str | None


@dataclass(frozen=True)
class Kalla:
    """One source file; ``namn`` is its path from the repository's root."""

    namn: str
    text: str
    trad: ast.Module

    @cached_property
    def rader(self) -> list[str]:
        return self.text.splitlines()

    def avsnitt(self, nod: ast.stmt) -> str:
        """The lines of a statement, decorators and comments included."""
        forsta = min([nod.lineno, *(d.lineno for d in getattr(nod, "decorator_list", ()))])
        return "\n".join(self.rader[forsta - 1 : nod.end_lineno])

    @cached_property
    def noder(self) -> list[ast.AST]:
        """The whole tree, from the module inwards."""
        return list(ast.walk(self.trad))

    @cached_property
    def funktioner(self) -> list[Funktion]:
        """Every function and method."""
        return [n for n in self.noder if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def las_kallor(katalog: Path) -> Iterator[Kalla]:
    """Every Python file of a folder."""
    for fil in sorted(katalog.rglob("*.py")):
        namn, text = fil.relative_to(katalog.parent).as_posix(), fil.read_text("utf-8")
        yield Kalla(namn, text, ast.parse(text))


@cache
def appens() -> tuple[Kalla, ...]:
    """The files of the app that may use a rule."""
    return tuple(k for k in las_kallor(APP) if not _REGISTER.search(k.namn))


def _problem(klass: type[Problem] = Problem) -> Iterator[type[Problem]]:
    yield klass
    for under in klass.__subclasses__():
        yield from _problem(under)


@cache
def _signaturer() -> dict[str, tuple[str, ...]]:
    """Positional parameters of everything that makes a refusal, also functions that pass a ``regel`` on."""
    kanda: dict[str, tuple[str, ...]] = {k.__name__: ("detalj",) for k in _problem()}
    kanda |= {k.__name__: tuple(f.name for f in fields(k)) for k in (Hinder, Regelbrott)}
    grund = frozenset(kanda)
    for funktion in (f for k in appens() for f in k.funktioner):
        parametrar = tuple(a.arg for a in funktion.args.args)
        if "regel" in parametrar and any(_namn(n) in grund for n in ast.walk(funktion)):
            kanda[funktion.name] = parametrar
    return kanda


def _namn(nod: ast.AST) -> str | None:
    """The name that is called, if it is a plain one."""
    return nod.func.id if isinstance(nod, ast.Call) and isinstance(nod.func, ast.Name) else None


def _tilldelade(noder: Iterable[ast.AST]) -> dict[str, list[ast.expr]]:
    """What each name is set to by the statements among the nodes."""
    varden: dict[str, list[ast.expr]] = defaultdict(list)
    for n in noder:
        if isinstance(n, ast.Assign):
            for mal in n.targets:
                for namn, varde in _par(mal, n.value):
                    varden[namn].append(varde)
    return varden


def _konstanter(kalla: Kalla) -> dict[str, list[ast.expr]]:
    """The texts that names of the module stand for, its own and imported ones: the running module knows them."""
    namn = kalla.namn.removesuffix(".py").replace("/", ".")
    try:
        modul = import_module(namn)
    except ModuleNotFoundError:
        return {}
    return {n: [ast.Constant(str(v))] for n, v in vars(modul).items() if isinstance(v, str) and not n.startswith("__")}


def _par(mal: ast.expr, varde: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(mal, ast.Name):
        yield mal.id, varde
    elif isinstance(mal, ast.Tuple) and isinstance(varde, ast.Tuple):
        for m, v in zip(mal.elts, varde.elts, strict=False):
            yield from _par(m, v)


def texter(nod: ast.expr | None, varden: Varden) -> list[str]:
    """The texts that an expression can be, as far as the source says; ``[…]`` stands for what it does not."""
    match nod:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=delar):
            return ["".join((texter(d, varden) or ["[…]"])[0] for d in delar)]
        case ast.IfExp(body=ja, orelse=nej):
            return [*texter(ja, varden), *texter(nej, varden)]
        case ast.Name(id=namn) if namn in varden:
            andra = {n: v for n, v in varden.items() if n != namn}
            return [text for v in varden[namn] for text in texter(v, andra)]
    return []


def _argument(anrop: ast.Call, parametrar: tuple[str, ...]) -> dict[str, ast.expr]:
    namngivna = {k.arg: k.value for k in anrop.keywords if k.arg}
    return dict(zip(parametrar, anrop.args, strict=False)) | namngivna


def _lagrum(nod: ast.expr | None, varden: Varden) -> str | None:
    if nod is None:
        return None
    return " / ".join(texter(nod, varden)) or EFTER_GRUNDEN


def _koder(namn: str, argument: dict[str, ast.expr], varden: Varden) -> list[str]:
    """The code of a refusal: its own, else that of the field fault in it, else that of its kind."""
    if koder := texter(argument.get("kod"), varden):
        return koder
    for n in ast.walk(argument.get("fel", ast.Constant(None))):
        if isinstance(n, ast.Call) and _namn(n) == "Faltfel" and (koder := texter(n.args[1], varden)):
            return koder
    return [getattr(getattr(errors, namn, None), "standardkod", "")]


def _anrop(kalla: Kalla) -> Iterator[tuple[ast.Call, Varden]]:
    """Every call of the file once, with what names stand for where it is made."""
    sedda: set[int] = set()
    konstanter = _tilldelade(kalla.trad.body) | _konstanter(kalla)
    for omgivning in (*kalla.funktioner, kalla.trad):
        noder = kalla.noder if omgivning is kalla.trad else list(ast.walk(omgivning))
        egna = {} if omgivning is kalla.trad else _tilldelade(noder)
        varden = konstanter | egna
        for n in noder:
            if isinstance(n, ast.Call) and id(n) not in sedda:
                sedda.add(id(n))
                yield n, varden


def nekanden_i(kalla: Kalla) -> Iterator[tuple[str, Nekande]]:
    """Rule and refusal, for every refusal of the file that names a rule."""
    for anrop, varden in _anrop(kalla):
        namn = _namn(anrop)
        if namn not in _signaturer():
            continue
        argument = _argument(anrop, _signaturer()[namn])
        text = " / ".join(t for falt in _TEXTFALT for t in texter(argument.get(falt), varden))
        lagrum = _lagrum(argument.get("lagrum"), varden)
        for regel in texter(argument.get("regel"), varden):
            for kod in _koder(namn, argument, varden):
                yield regel, Nekande(kalla.namn, kod, text, lagrum)


@cache
def nekanden() -> dict[str, list[Nekande]]:
    """Refusals by rule, each once, in the order of the files."""
    funna: dict[str, list[Nekande]] = defaultdict(list)
    for kalla in appens():
        for regel, nekande in nekanden_i(kalla):
            if nekande not in funna[regel]:
                funna[regel].append(nekande)
    return funna


def _obligatorisk(nod: ast.AnnAssign) -> str:
    """The description of a field that has no default value, else nothing."""
    falt = nod.value
    if not (isinstance(falt, ast.Call) and _namn(falt) == "Field") or falt.args:
        return ""
    namngivna = {k.arg: k.value for k in falt.keywords}
    return "" if {"default", "default_factory"} & set(namngivna) else " ".join(texter(namngivna.get("description"), {}))


@cache
def obligatoriska() -> dict[str, list[str]]:
    """Fields that must be given because of a rule, by rule: file, class and name."""
    funna: dict[str, list[str]] = defaultdict(list)
    for kalla in appens():
        for klass in (n for n in kalla.noder if isinstance(n, ast.ClassDef)):
            for rad in (r for r in klass.body if isinstance(r, ast.AnnAssign) and isinstance(r.target, ast.Name)):
                for regel in ID.findall(_obligatorisk(rad)):
                    funna[regel].append(f"{klass.name}.{ast.unparse(rad.target)}")
    return funna


@cache
def anvandningar() -> dict[str, list[str]]:
    """Files of the app that cite each rule."""
    funna: dict[str, list[str]] = defaultdict(list)
    for kalla in appens():
        for regel in sorted(set(ID.findall(kalla.text))):
            funna[regel].append(kalla.namn)
    return funna


@cache
def tester() -> dict[str, list[str]]:
    """Tests by rule: by marker, docstring, comment or text, or by a table of the module that the test uses."""
    funna: dict[str, list[str]] = defaultdict(list)
    for kalla in las_kallor(TESTER) if TESTER.is_dir() else ():
        tabeller = _tabeller(kalla)
        for funktion in (f for f in kalla.funktioner if f.name.startswith("test_")):
            anvanda = {n.id for n in ast.walk(funktion) if isinstance(n, ast.Name)} | {"pytestmark"}
            regler = {regel for namn in anvanda for regel in tabeller.get(namn, ())}
            for regel in regler | set(ID.findall(kalla.avsnitt(funktion))):
                funna[regel].append(f"{kalla.namn}::{funktion.name}")
    return {regel: sorted(set(namn)) for regel, namn in funna.items()}


def _tabeller(kalla: Kalla) -> dict[str, set[str]]:
    """Rules cited by what the module sets at its top, by name."""
    funna: dict[str, set[str]] = defaultdict(set)
    for sats in kalla.trad.body:
        mal = sats.targets if isinstance(sats, ast.Assign) else [sats.target] if isinstance(sats, ast.AnnAssign) else []
        for namn in (n.id for m in mal for n in ast.walk(m) if isinstance(n, ast.Name)):
            funna[namn] |= set(ID.findall(kalla.avsnitt(sats)))
    return funna
