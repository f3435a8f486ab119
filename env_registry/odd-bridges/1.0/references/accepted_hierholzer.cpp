#include <iostream>
#include <utility>
#include <vector>

// Extra bridges pair up the odd islands, so that one round trip over everything exists. Cutting the round trip at
// the extra bridges leaves the smallest number of walks.
struct Town {
    std::vector<std::pair<int, int>> bridges;
    std::vector<std::vector<int>> bridges_at;

    explicit Town(int n) : bridges_at(n + 1) {}

    void build(int u, int v) {
        bridges_at[u].push_back(static_cast<int>(bridges.size()));
        bridges_at[v].push_back(static_cast<int>(bridges.size()));
        bridges.push_back({u, v});
    }

    std::vector<int> round_trip() {
        std::vector<bool> crossed(bridges.size(), false);
        std::vector<std::pair<int, int>> path{{1, -1}};
        std::vector<int> trip;
        while (!path.empty()) {
            auto [island, arrived_by] = path.back();
            auto& open = bridges_at[island];
            while (!open.empty() && crossed[open.back()]) open.pop_back();
            if (open.empty()) {
                if (arrived_by >= 0) trip.push_back(arrived_by);
                path.pop_back();
                continue;
            }
            int bridge = open.back();
            crossed[bridge] = true;
            path.push_back({bridges[bridge].first + bridges[bridge].second - island, bridge});
        }
        return trip;
    }
};

int main() {
    int n, m, k;
    std::cin >> n >> m >> k;
    Town town(n);
    for (int j = 0; j < m; ++j) {
        int u, v;
        std::cin >> u >> v;
        town.build(u, v);
    }
    int waiting = 0;
    for (int island = 1; island <= n; ++island) {
        if (town.bridges_at[island].size() % 2 == 0) continue;
        if (waiting == 0) {
            waiting = island;
        } else {
            town.build(waiting, island);
            waiting = 0;
        }
    }

    std::vector<int> trip = town.round_trip();
    int walks = 0;
    int previous = trip.back();
    for (int bridge : trip) {
        if (bridge < m && previous >= m) ++walks;
        previous = bridge;
    }
    if (walks == 0) walks = 1;
    std::cout << (walks <= k ? "YES" : "NO") << '\n';
}
