#include <functional>
#include <iostream>
#include <limits>
#include <queue>
#include <utility>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<long long> cost(n + 1, 0);
    for (int i = 1; i <= n; ++i) std::cin >> cost[i];

    std::vector<long long> paid(n + 1, std::numeric_limits<long long>::max());
    using State = std::pair<long long, int>;
    std::priority_queue<State, std::vector<State>, std::greater<State>> frontier;
    paid[0] = 0;
    frontier.push({0, 0});
    while (!frontier.empty()) {
        auto [total, stair] = frontier.top();
        frontier.pop();
        if (total > paid[stair]) continue;
        for (int next = stair + 1; next <= stair + 3 && next <= n; ++next) {
            if (total + cost[next] < paid[next]) {
                paid[next] = total + cost[next];
                frontier.push({paid[next], next});
            }
        }
    }
    std::cout << paid[n] << '\n';
}
