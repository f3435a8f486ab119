#include <algorithm>
#include <iostream>
#include <numeric>
#include <vector>

// Plots go under water from the lowest to the highest. When a pond first touches the drain's pond, its overflow is
// found: the height of the plot that joins them.
int main() {
    int r, c;
    std::cin >> r >> c;
    std::vector<int> ground(r * c), order(r * c), pond_of(r * c, -1), level(r * c, -1);
    for (int& height : ground) std::cin >> height;
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](int a, int b) { return ground[a] < ground[b]; });

    std::vector<std::vector<int>> ponds(r * c);
    auto merge = [&](int plot, int other) {
        int a = pond_of[plot], b = pond_of[other];
        if (a == b) return;
        if (ponds[a].size() < ponds[b].size()) std::swap(a, b);
        int at_drain = pond_of[0];
        if (at_drain == a || at_drain == b) {
            for (int dry : ponds[at_drain == a ? b : a]) level[dry] = std::max(ground[plot], ground[0]);
        }
        for (int moved : ponds[b]) pond_of[moved] = a;
        ponds[a].insert(ponds[a].end(), ponds[b].begin(), ponds[b].end());
        ponds[b].clear();
    };
    for (int plot : order) {
        pond_of[plot] = plot;
        ponds[plot] = {plot};
        if (plot == 0) level[0] = ground[0];
        if (plot >= c && pond_of[plot - c] >= 0) merge(plot, plot - c);
        if (plot + c < r * c && pond_of[plot + c] >= 0) merge(plot, plot + c);
        if (plot % c > 0 && pond_of[plot - 1] >= 0) merge(plot, plot - 1);
        if (plot % c + 1 < c && pond_of[plot + 1] >= 0) merge(plot, plot + 1);
    }
    for (int plot = 0; plot < r * c; ++plot) std::cout << level[plot] << ((plot + 1) % c ? ' ' : '\n');
}
