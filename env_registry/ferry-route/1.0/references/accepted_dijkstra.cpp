#include <iostream>
#include <limits>
#include <set>
#include <utility>
#include <vector>

void print_route(const std::vector<int>& came_from, int island) {
    std::vector<int> route;
    for (; island != 0; island = came_from[island]) route.push_back(island);
    std::cout << route.size() << '\n';
    for (auto it = route.rbegin(); it != route.rend(); ++it) {
        std::cout << *it << (it + 1 == route.rend() ? '\n' : ' ');
    }
}

int main() {
    int n, m;
    std::cin >> n >> m;
    std::vector<std::vector<int>> neighbours(n + 1);
    while (m--) {
        int u, v;
        std::cin >> u >> v;
        neighbours[u].push_back(v);
        neighbours[v].push_back(u);
    }

    std::vector<int> days(n + 1, std::numeric_limits<int>::max()), came_from(n + 1, 0);
    std::set<std::pair<int, int>> open{{0, 1}};
    days[1] = 0;
    while (!open.empty()) {
        auto [day, island] = *open.begin();
        open.erase(open.begin());
        for (int next : neighbours[island]) {
            if (day + 1 < days[next]) {
                open.erase({days[next], next});
                days[next] = day + 1;
                came_from[next] = island;
                open.insert({day + 1, next});
            }
        }
    }
    print_route(came_from, n);
}
