#include <algorithm>
#include <iostream>
#include <utility>
#include <vector>

int main() {
    int n;
    long long total;
    std::cin >> n >> total;
    std::vector<std::pair<long long, int>> targets(n);
    for (int i = 0; i < n; ++i) {
        std::cin >> targets[i].first;
        targets[i].second = i + 1;
    }
    std::sort(targets.begin(), targets.end());

    int low = 0, high = n - 1;
    while (targets[low].first + targets[high].first != total) {
        if (targets[low].first + targets[high].first < total) {
            ++low;
        } else {
            --high;
        }
    }
    auto [first, second] = std::minmax(targets[low].second, targets[high].second);
    std::cout << first << ' ' << second << '\n';
}
