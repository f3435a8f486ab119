#include <iostream>
#include <vector>

int main() {
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);

    int n, m;
    std::cin >> n >> m;
    std::vector<int> a(n), b(m);
    for (int& car : a) std::cin >> car;
    for (int& car : b) std::cin >> car;

    int i = 0, j = 0;
    while (i < n || j < m) {
        bool first = j == m || (i < n && a[i] <= b[j]);
        int car = first ? a[i++] : b[j++];
        std::cout << car << (i + j < n + m ? ' ' : '\n');
    }
}
