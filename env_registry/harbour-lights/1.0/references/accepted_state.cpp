#include <iomanip>
#include <iostream>

// For each state of the newest lamp: its probability, and the expected number of streaks times that probability.
struct State {
    double probability;
    double streaks;
};

int main() {
    int n;
    std::cin >> n;
    State dark{1, 0}, lit{0, 0};
    for (int i = 0; i < n; ++i) {
        double percent;
        std::cin >> percent;
        double p = percent / 100;
        double total = dark.streaks + lit.streaks;
        lit = {p, p * (total + dark.probability)};
        dark = {1 - p, (1 - p) * total};
    }
    std::cout << std::fixed << std::setprecision(9) << dark.streaks + lit.streaks << '\n';
}
