#include <iostream>
#include <set>
#include <vector>

int main() {
    int n, m, k;
    std::cin >> n >> m >> k;
    std::vector<std::set<int>> neighbours(n + 1);
    while (m--) {
        int u, v;
        std::cin >> u >> v;
        neighbours[u].insert(v);
        neighbours[v].insert(u);
    }
    int odd = 0;
    for (const auto& reached : neighbours) odd += static_cast<int>(reached.size() % 2);
    std::cout << (odd <= 2 * k ? "YES" : "NO") << '\n';
}
