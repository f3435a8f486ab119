// A thousand million tokens from ten lines.
#define A(x) x x x x x x x x x x
#define B(x) A(A(A(x)))
#define C(x) B(B(B(x)))
int values[] = {C(1, )};
int main() {}
