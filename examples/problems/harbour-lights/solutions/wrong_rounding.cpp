#include <iomanip>
#include <iostream>

int main() {
    int n;
    std::cin >> n;
    long long percent_sum = 0;
    int previous = 0;
    for (int i = 0; i < n; ++i) {
        int percent;
        std::cin >> percent;
        percent_sum += percent * (100 - previous) / 100;
        previous = percent;
    }
    std::cout << std::fixed << std::setprecision(9) << static_cast<double>(percent_sum) / 100 << '\n';
}
