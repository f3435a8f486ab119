#include <iostream>
#include <vector>

int main() {
    int n;
    std::cin >> n;
    std::vector<int> weights(n);
    int total = 0;
    for (int& weight : weights) {
        std::cin >> weight;
        total += weight;
    }

    int half = total / 2;
    std::vector<bool> reachable(half + 1);
    reachable[0] = true;
    for (int weight : weights) {
        for (int load = weight; load <= half; ++load) {
            if (reachable[load - weight]) reachable[load] = true;
        }
    }
    std::cout << (total % 2 == 0 && reachable[half] ? "YES" : "NO") << '\n';
}
