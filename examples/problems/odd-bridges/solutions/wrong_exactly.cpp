#include <iostream>
#include <vector>

int main() {
    int n, m, k;
    std::cin >> n >> m >> k;
    std::vector<int> degree(n + 1, 0);
    while (m--) {
        int u, v;
        std::cin >> u >> v;
        ++degree[u];
        ++degree[v];
    }
    int odd = 0;
    for (int bridges : degree) odd += bridges % 2;
    std::cout << (odd == 0 || odd == 2 * k ? "YES" : "NO") << '\n';
}
