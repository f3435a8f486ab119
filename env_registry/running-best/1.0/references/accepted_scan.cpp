#include <algorithm>
#include <iostream>

int main() {
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);

    int n;
    std::cin >> n;
    int best = 0;
    for (int day = 0; day < n; ++day) {
        int points;
        std::cin >> points;
        best = std::max(best, points);
        std::cout << best << (day + 1 < n ? ' ' : '\n');
    }
}
