#include <algorithm>
#include <iostream>
#include <vector>

std::vector<std::vector<int>> heavier;
std::vector<bool> visited;
std::vector<int> finished;

void visit(int stone) {
    visited[stone] = true;
    for (int next : heavier[stone]) {
        if (!visited[next]) visit(next);
    }
    finished.push_back(stone);
}

int main() {
    int n, m;
    std::cin >> n >> m;
    heavier.resize(n + 1);
    visited.resize(n + 1);
    while (m--) {
        int u, v;
        std::cin >> u >> v;
        heavier[u].push_back(v);
    }
    for (int stone = 1; stone <= n; ++stone) {
        if (!visited[stone]) visit(stone);
    }
    std::reverse(finished.begin(), finished.end());
    for (int i = 0; i < n; ++i) std::cout << finished[i] << (i + 1 < n ? ' ' : '\n');
}
