#include <iostream>
#include <vector>

std::vector<std::vector<int>> neighbours;
std::vector<bool> visited;
std::vector<int> route;

bool travel(int island, int goal) {
    visited[island] = true;
    route.push_back(island);
    if (island == goal) return true;
    for (int next : neighbours[island]) {
        if (!visited[next] && travel(next, goal)) return true;
    }
    route.pop_back();
    return false;
}

int main() {
    int n, m;
    std::cin >> n >> m;
    neighbours.resize(n + 1);
    visited.resize(n + 1);
    while (m--) {
        int u, v;
        std::cin >> u >> v;
        neighbours[u].push_back(v);
        neighbours[v].push_back(u);
    }
    travel(1, n);
    std::cout << route.size() << '\n';
    for (int island : route) std::cout << island << ' ';
    std::cout << '\n';
}
