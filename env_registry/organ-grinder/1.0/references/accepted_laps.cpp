#include <algorithm>
#include <iostream>
#include <vector>

// Between two days the best purse is carried around the pond, corner by corner: two laps in either direction.
int main() {
    int r, c;
    long long w;
    std::cin >> r >> c >> w;
    std::vector<long long> best(c, 0);
    for (int day = 0; day < r; ++day) {
        for (int step = 1; step < 2 * c; ++step) {
            best[step % c] = std::max(best[step % c], best[(step - 1) % c] - w);
        }
        for (int step = 2 * c - 2; step >= 0; --step) {
            best[step % c] = std::max(best[step % c], best[(step + 1) % c] - w);
        }
        for (long long& purse : best) {
            long long coins;
            std::cin >> coins;
            purse += coins;
        }
    }
    std::cout << *std::max_element(best.begin(), best.end()) << '\n';
}
