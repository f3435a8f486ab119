#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <vector>

int main() {
    int r, c;
    long long w;
    std::cin >> r >> c >> w;
    std::vector<long long> best(c);
    for (long long& purse : best) std::cin >> purse;
    auto start = std::max_element(best.begin(), best.end()) - best.begin();
    for (int corner = 0; corner < c; ++corner) {
        if (corner != start) best[corner] = -1000000000000LL;
    }
    for (int day = 1; day < r; ++day) {
        std::vector<long long> next(c);
        for (int corner = 0; corner < c; ++corner) {
            long long most = best[corner];
            for (int other = 0; other < c; ++other) {
                int away = std::abs(corner - other);
                most = std::max(most, best[other] - w * std::min(away, c - away));
            }
            std::cin >> next[corner];
            next[corner] += most;
        }
        best = next;
    }
    std::cout << *std::max_element(best.begin(), best.end()) << '\n';
}
