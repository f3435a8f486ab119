// Work for the compiler alone: an endless loop at compile time.
constexpr unsigned long spin(unsigned long n) {
    unsigned long x = 1;
    for (unsigned long i = 0; i < n; i++) x = x * 3 + i;
    return x;
}
static_assert(spin(1UL << 40) != 0, "never known");
int main() {}
