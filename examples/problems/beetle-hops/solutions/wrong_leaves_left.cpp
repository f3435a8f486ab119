#include <algorithm>
#include <iomanip>
#include <iostream>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<int> hops(n), drops(n);
    for (int& reach : hops) std::cin >> reach;
    for (int& count : drops) std::cin >> count;
    std::vector<double> expected(drops.begin(), drops.end());
    for (int leaf = n - 2; leaf >= 0; --leaf) {
        int choices = std::min(hops[leaf], n - 1 - leaf);
        for (int step = 1; step <= choices; ++step) expected[leaf] += expected[leaf + step] / choices;
    }
    std::cout << std::fixed << std::setprecision(9) << expected[0] << '\n';
}
