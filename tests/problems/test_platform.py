"""Platform faults of solutions: what is repaired, what is named, and what is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaler.problems import Language, portable
from scaler.problems.lexing import bare, pieces
from scaler.sandbox import Program, Sandbox

I64 = "%I64d read as %lld"
INT64 = "__int64 read as long long"
LONG_DOUBLE = "a long double printed or read as double: %lf read as %Lf"
SAFE = "scanf_s and printf_s read as scanf and printf"


@pytest.mark.parametrize(
    ("code", "repaired", "notes"),
    [
        ('scanf("%I64d%*I64u", &x);', 'scanf("%lld%*llu", &x);', (I64,)),
        ('printf("%-5.3I64x|%08I64d|%%I64d", x);', 'printf("%-5.3llx|%08lld|%%I64d", x);', (I64,)),
        ('#define LL "%I64d"', '#define LL "%lld"', (I64,)),
        ("typedef unsigned __int64 u;", "typedef unsigned long long u;", (INT64,)),
        ("_int64 a = 5i64 + 0xFFui64;", "long long a = 5LL + 0xFFuLL;", (INT64, "the suffix i64 read as LL")),
        ('  #include "stdafx.h"\nint main() {}', "\nint main() {}", ("stdafx.h left out",)),
        ("#include <Windows.h> // MS\n#include<conio.h>\nx", " // MS\n\nx", ("windows.h, conio.h left out",)),
        ("int _tmain(int n, _TCHAR* a[]) {}", "int main(int n, char* a[]) {}", ("_tmain read as main",)),
        ('scanf_s("%d", &x); printf_s("%s", s);', 'scanf("%d", &x); printf("%s", s);', (SAFE,)),
        ("void main() { f(); }", "int main() { f(); }", ("void main read as int main",)),
        (
            'typedef long double ld; ld a, b = 3; scanf("%lf", &a); printf("%.9lf\\n", b);',
            'typedef long double ld; ld a, b = 3; scanf("%Lf", &a); printf("%.9Lf\\n", b);',
            (LONG_DOUBLE,),
        ),
        (
            '#define double long double\ndouble x; printf("%f", x);',
            '#define double long double\ndouble x; printf("%Lf", x);',
            (LONG_DOUBLE,),
        ),
        ('printf("%lf", (long double)y);', 'printf("%Lf", (long double)y);', (LONG_DOUBLE,)),
    ],
)
def test_cpp_is_repaired(code: str, repaired: str, notes: tuple[str, ...]) -> None:
    assert portable("cpp", code) == (repaired, notes)
    assert portable("cpp", repaired) == (repaired, ())


@pytest.mark.parametrize(
    "code",
    [
        '// scanf("%I64d")\n/* __int64 */ const char *s = "__int64 gets(";',
        "#define __int64 long long\n__int64 x;",
        "typedef long long __int64;\n__int64 x;",
        "// #include <conio.h>\nint main() {}",
        "/*\n#include <windows.h>\n*/",
        "int separated = 1'000'000; char quote = '\"'; long long i64 = 1;",
        "fgets(s, 9, stdin); in.gets(s);",
        "char *gets(char *s) { return s; } int main() { gets(s); }",
        "void main2() {} void solve() { return; }",
        'double x; printf("%lf", x);',
        'long double x; printf("%Lf", x);',
        'void f(double x) {} long double x; printf("%lf", x);',  # which x is not certain
        'long double a, b; printf("%lf %lf", a, b);',  # several conversions
        'long double x; printf("%lf", x + y);',
        'long double x; // printf("%lf", x);',
    ],
)
def test_portable_cpp_is_left_alone(code: str) -> None:
    assert portable("cpp", code) == (code, ())


@pytest.mark.parametrize(
    ("language", "code", "note"),
    [
        ("cpp", "#include <windows.h>\nint main() { Sleep(1); }", "calls Sleep, which Linux has not"),
        ("cpp", "int main() { puts(strrev(s)); itoa(n, s, 2); }", "calls strrev, itoa, which Linux has not"),
        ("cpp", "gets_s(s, 9); sscanf_s(s, f, &n);", "calls gets_s, sscanf_s, which Linux has not"),
        ("cpp", 'scanf_s("%s", s, 9);', "calls scanf_s with buffer sizes, which Linux has not"),
        (
            "cpp",
            '#pragma comment(linker, "/STACK:16777216")\nint main() {}',
            "asks the linker of Windows for its stack, which Linux ignores",
        ),
        ("python", 'print "a"', "looks like Python 2: a print statement"),
        ("python", "for i in a: print i", "looks like Python 2: a print statement"),
        ("python", "n = raw_input()\nprint\n", "looks like Python 2: a print statement, raw_input"),
        ("python", "for i in xrange(3): pass", "looks like Python 2: xrange"),
        ("python", "try: f()\nexcept E, e: pass", "looks like Python 2: an except clause of Python 2"),
        ("python", "for k, v in d.iteritems(): pass", "looks like Python 2: a dictionary method of Python 2"),
    ],
)
def test_what_cannot_be_repaired_is_named(language: Language, code: str, note: str) -> None:
    assert portable(language, code) == (code, (note,))


@pytest.mark.parametrize(
    "code",
    [
        "print(1)\nprint (2)\nshow = print\nd = {1: print}\n",
        '"""\nprint 3\n"""\n# print 4\ns = "raw_input()"\n',
        "xrange = range\nfor i in xrange(3): print(i)",
        "def raw_input(): return input()\nraw_input()",
        "import os\ndata = os.read(0, os.fstat(0).st_size)",
        "try: f()\nexcept (E, F) as e: pass",
    ],
)
def test_python_3_is_left_alone(code: str) -> None:
    assert portable("python", code) == (code, ())


PIECES = st.lists(
    st.sampled_from([*"\"'\\/*#()\n a0;", 'R"x(', ')x"', '"""', "//", "/*", "*/", "%I64d", "gets("]), max_size=40
)


@given(PIECES.map("".join), st.sampled_from(["python", "cpp"]))
def test_any_text_is_cut_without_loss(program: str, language: Language) -> None:
    assert "".join(text for _, text in pieces(language, program)) == program
    seen = bare(language, program)
    assert len(seen) == len(program)
    assert [i for i, c in enumerate(seen) if c == "\n"] == [i for i, c in enumerate(program) if c == "\n"]
    repaired, _ = portable(language, program)
    assert portable(language, repaired)[0] == repaired


@pytest.mark.parametrize(
    "unit", ['"', "'", '"\\', 'R"(', "/*", " ", "a ", "a,", 'printf("%lf",', "typedef ", "gets(", "\n"]
)
def test_hostile_programs_take_no_time(unit: str) -> None:
    start = time.process_time()
    portable("cpp", f"long double __int64 {unit * 10_000}")
    portable("python", unit * 10_000)
    assert time.process_time() - start < 5


WINDOWS = """\
#include "stdafx.h"
#include <bits/stdc++.h>
#include <conio.h>
typedef unsigned __int64 word;
typedef long double real;
char line[100];
void main() {
  word big; real half; int n;
  scanf_s("%d", &n);
  scanf("%I64u", &big);
  scanf("%lf\\n", &half);
  gets(line);
  printf("%s|", line);
  printf("%d %I64u ", n, big + 1ui64);
  printf("%.2lf", half);
}
"""


@pytest.mark.sandbox
def test_a_repaired_program_runs(sandbox: Sandbox) -> None:
    stdin = "7 18446744073709551614 0.5\nwhole line\n"
    before, after = WINDOWS, portable("cpp", WINDOWS)[0]
    assert sandbox.run(Program("cpp", before), [stdin])[0].status == "compile_error"
    result = sandbox.run(Program("cpp", after), [stdin])[0]
    assert (result.stdout, result.ok) == ("whole line|7 18446744073709551615 0.50", True), result
