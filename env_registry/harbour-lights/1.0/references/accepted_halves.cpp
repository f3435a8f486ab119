#include <iomanip>
#include <iostream>
#include <vector>

struct Stretch {
    double first;
    double last;
    double streaks;
};

// Two stretches side by side share one streak when the lamps at the seam are both lit.
Stretch join(const Stretch& left, const Stretch& right) {
    return {left.first, right.last, left.streaks + right.streaks - left.last * right.first};
}

Stretch solve(const std::vector<double>& chance, int begin, int end) {
    if (end - begin == 1) return {chance[begin], chance[begin], chance[begin]};
    int middle = (begin + end) / 2;
    return join(solve(chance, begin, middle), solve(chance, middle, end));
}

int main() {
    int n;
    std::cin >> n;
    std::vector<double> chance(n);
    for (double& p : chance) {
        std::cin >> p;
        p /= 100;
    }
    std::cout << std::fixed << std::setprecision(9) << solve(chance, 0, n).streaks << '\n';
}
