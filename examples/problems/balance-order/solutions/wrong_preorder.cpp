#include <iostream>
#include <vector>

std::vector<std::vector<int>> heavier;
std::vector<bool> visited;
std::vector<int> row;

void visit(int stone) {
    visited[stone] = true;
    row.push_back(stone);
    for (int next : heavier[stone]) {
        if (!visited[next]) visit(next);
    }
}

int main() {
    int n, m;
    std::cin >> n >> m;
    heavier.resize(n + 1);
    visited.resize(n + 1);
    std::vector<bool> has_lighter(n + 1, false);
    while (m--) {
        int u, v;
        std::cin >> u >> v;
        heavier[u].push_back(v);
        has_lighter[v] = true;
    }
    for (int stone = 1; stone <= n; ++stone) {
        if (!has_lighter[stone]) visit(stone);
    }
    for (int i = 0; i < n; ++i) std::cout << row[i] << (i + 1 < n ? ' ' : '\n');
}
