#include <iostream>
#include <vector>

int main() {
    int n, m;
    std::cin >> n >> m;
    std::vector<int> a(n), b(m);
    for (int& car : a) std::cin >> car;
    for (int& car : b) std::cin >> car;

    std::vector<int> lane;
    int j = 0;
    for (int car : a) {
        while (j < m && b[j] < car) lane.push_back(b[j++]);
        lane.push_back(car);
    }
    for (std::size_t i = 0; i < lane.size(); ++i) std::cout << lane[i] << (i + 1 < lane.size() ? ' ' : '\n');
}
