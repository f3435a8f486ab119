// Templates that multiply without end.
template <int N, int M> struct T { static const long v = T<N - 1, M>::v + T<N - 1, M + (1 << (N % 30))>::v; };
template <int M> struct T<0, M> { static const long v = M; };
int main() { return T<40, 0>::v; }
