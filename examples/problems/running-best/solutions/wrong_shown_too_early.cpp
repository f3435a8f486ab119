#include <iostream>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<int> a(n);
    for (int& points : a) std::cin >> points;

    int best = a[0];
    for (int day = 0; day < n; ++day) {
        std::cout << best << (day + 1 < n ? ' ' : '\n');
        if (a[day] > best) best = a[day];
    }
}
