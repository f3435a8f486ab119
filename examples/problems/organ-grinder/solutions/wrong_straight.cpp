#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <vector>

int main() {
    int r, c;
    long long w;
    std::cin >> r >> c >> w;
    std::vector<long long> best(c, 0);
    for (int day = 0; day < r; ++day) {
        std::vector<long long> next(c);
        for (int corner = 0; corner < c; ++corner) {
            long long most = best[corner];
            for (int other = 0; other < c; ++other) {
                most = std::max(most, best[other] - w * std::abs(corner - other));
            }
            std::cin >> next[corner];
            next[corner] += most;
        }
        best = next;
    }
    std::cout << *std::max_element(best.begin(), best.end()) << '\n';
}
