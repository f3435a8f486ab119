#include <algorithm>
#include <iostream>
#include <set>
#include <utility>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<std::pair<int, int>> pots(n);
    for (auto& [low, high] : pots) std::cin >> low >> high;
    std::sort(pots.begin(), pots.end());

    std::set<int> settings;
    for (auto [low, high] : pots) {
        auto missing = 2 - std::distance(settings.lower_bound(low), settings.upper_bound(high));
        for (int degree = high; missing > 0; --degree) {
            if (settings.insert(degree).second) --missing;
        }
    }
    std::cout << settings.size() << '\n';
    for (int setting : settings) std::cout << setting << ' ';
    std::cout << '\n';
}
