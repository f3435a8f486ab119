#include <iomanip>
#include <iostream>
#include <vector>

std::vector<int> hops, drops;
std::vector<long double> known;

long double expected_from(int leaf) {
    if (leaf >= static_cast<int>(hops.size())) return 0;
    if (known[leaf] < 0) {
        long double total = 0;
        for (int step = 1; step <= hops[leaf]; ++step) total += expected_from(leaf + step);
        known[leaf] = drops[leaf] + total / hops[leaf];
    }
    return known[leaf];
}

int main() {
    int n;
    std::cin >> n;
    hops.resize(n);
    drops.resize(n);
    known.assign(n, -1);
    for (int& reach : hops) std::cin >> reach;
    for (int& count : drops) std::cin >> count;
    std::cout << std::fixed << std::setprecision(9) << expected_from(0) << '\n';
}
