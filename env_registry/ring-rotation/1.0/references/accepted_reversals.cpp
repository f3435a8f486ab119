#include <algorithm>
#include <iostream>
#include <vector>

int main() {
    int n, k;
    std::cin >> n >> k;
    std::vector<int> a(n);
    for (int& seat : a) std::cin >> seat;

    auto gate = a.begin() + k % n;
    std::reverse(a.begin(), gate);
    std::reverse(gate, a.end());
    std::reverse(a.begin(), a.end());

    for (int i = 0; i < n; ++i) std::cout << a[i] << (i + 1 < n ? ' ' : '\n');
}
