#include <iomanip>
#include <iostream>
#include <vector>

// Counts the routes to the grass and their drops, then takes the mean over the routes.
int main() {
    int n;
    std::cin >> n;
    std::vector<int> hops(n), drops(n);
    for (int& reach : hops) std::cin >> reach;
    for (int& count : drops) std::cin >> count;
    std::vector<double> routes(n, 0), totals(n, 0);
    for (int leaf = n - 1; leaf >= 0; --leaf) {
        for (int step = 1; step <= hops[leaf]; ++step) {
            if (leaf + step < n) {
                routes[leaf] += routes[leaf + step];
                totals[leaf] += totals[leaf + step];
            } else {
                routes[leaf] += 1;
            }
        }
        totals[leaf] += routes[leaf] * drops[leaf];
    }
    std::cout << std::fixed << std::setprecision(9) << totals[0] / routes[0] << '\n';
}
