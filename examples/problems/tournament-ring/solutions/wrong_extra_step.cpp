#include <iostream>
#include <vector>

int main() {
    int n;
    long long step;
    std::cin >> n >> step;
    std::vector<long long> shirt(n);
    std::vector<int> ring(n);
    for (int i = 0; i < n; ++i) {
        std::cin >> shirt[i];
        ring[i] = i;
    }
    long long position = -1;
    while (ring.size() > 1) {
        position = (position + step) % static_cast<long long>(ring.size());
        step = shirt[ring[position]];
        ring.erase(ring.begin() + position);
    }
    std::cout << ring[0] + 1 << '\n';
}
