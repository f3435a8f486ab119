#include <algorithm>
#include <iostream>
#include <vector>

int main() {
    int n;
    long long total;
    std::cin >> n >> total;
    std::vector<long long> points(n);
    for (long long& value : points) std::cin >> value;
    std::sort(points.begin(), points.end());

    int low = 0, high = n - 1;
    while (points[low] + points[high] != total) {
        if (points[low] + points[high] < total) {
            ++low;
        } else {
            --high;
        }
    }
    std::cout << low + 1 << ' ' << high + 1 << '\n';
}
