#include <iomanip>
#include <iostream>
#include <vector>

// The chance of a visit is passed on from leaf to leaf; a leaf gives its drops with that chance.
int main() {
    int n;
    std::cin >> n;
    std::vector<int> hops(n), drops(n);
    for (int& reach : hops) std::cin >> reach;
    for (int& count : drops) std::cin >> count;
    std::vector<double> visit(n, 0.0);
    visit[0] = 1;
    double expected = 0;
    for (int leaf = 0; leaf < n; ++leaf) {
        expected += visit[leaf] * drops[leaf];
        for (int next = leaf + 1; next < n && next <= leaf + hops[leaf]; ++next) {
            visit[next] += visit[leaf] / hops[leaf];
        }
    }
    std::cout << std::fixed << std::setprecision(9) << expected << '\n';
}
