#include <iostream>
#include <vector>

int main() {
    int n, k;
    std::cin >> n >> k;
    std::vector<int> a(n);
    for (int& seat : a) std::cin >> seat;

    int shift = k % n;
    int first = a[0];
    int hole = 0;
    for (int next = shift; next != 0; next = (next + shift) % n) {
        a[hole] = a[next];
        hole = next;
    }
    a[hole] = first;

    for (int i = 0; i < n; ++i) std::cout << a[i] << (i + 1 < n ? ' ' : '\n');
}
