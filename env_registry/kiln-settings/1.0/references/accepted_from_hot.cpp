#include <algorithm>
#include <functional>
#include <iostream>
#include <utility>
#include <vector>

// From the hottest lower limit downwards: a pot that still lacks a setting gets the coolest free ones it allows.
int main() {
    int n;
    std::cin >> n;
    std::vector<std::pair<int, int>> pots(n);
    for (auto& [low, high] : pots) std::cin >> low >> high;
    std::sort(pots.begin(), pots.end(), std::greater<>());

    std::vector<bool> used(1002, false);
    std::vector<int> settings;
    for (auto [low, high] : pots) {
        auto missing = 2 - std::count(used.begin() + low, used.begin() + high + 1, true);
        for (int degree = low; missing > 0; ++degree) {
            if (used[degree]) continue;
            used[degree] = true;
            settings.push_back(degree);
            --missing;
        }
    }
    std::cout << settings.size() << '\n';
    for (int setting : settings) std::cout << setting << ' ';
    std::cout << '\n';
}
