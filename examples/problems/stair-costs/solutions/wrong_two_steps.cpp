#include <algorithm>
#include <iostream>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<long long> best(n + 1, 0);
    for (int i = 1; i <= n; ++i) {
        long long cost;
        std::cin >> cost;
        best[i] = cost + (i >= 2 ? std::min(best[i - 1], best[i - 2]) : best[i - 1]);
    }
    std::cout << best[n] << '\n';
}
