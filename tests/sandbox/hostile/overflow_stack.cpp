// Recursion without end.
int down(volatile int *x) {
    volatile int local[1024];
    local[0] = *x;
    return down(local) + local[1];
}
int main() {
    volatile int x = 0;
    return down(&x);
}
