#include <deque>
#include <iostream>
#include <utility>

// Totals in the window rise from front to back, so the front is always the cheapest stair to come from.
int main() {
    int n;
    std::cin >> n;
    std::deque<std::pair<int, long long>> window{{0, 0}};
    for (int stair = 1; stair <= n; ++stair) {
        long long cost;
        std::cin >> cost;
        while (window.front().first < stair - 3) window.pop_front();
        long long total = cost + window.front().second;
        while (!window.empty() && window.back().second >= total) window.pop_back();
        window.push_back({stair, total});
    }
    std::cout << window.back().second << '\n';
}
