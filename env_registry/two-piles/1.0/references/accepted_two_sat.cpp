#include <algorithm>
#include <iostream>
#include <vector>

// A statement per card, "it lies on the rising pile". Two cards in falling order cannot both lie there, and two in
// rising order cannot both lie on the other pile. Strongly connected components tell whether that can be satisfied.
int n;
std::vector<int> cards;
std::vector<int> order;
std::vector<int> component;

bool implies(int from, int to) {
    int i = from / 2, j = to / 2;
    bool from_rising = from % 2 == 0, to_rising = to % 2 == 0;
    if (i == j || from_rising == to_rising) return false;
    bool in_falling_order = (i < j) == (cards[i] > cards[j]);
    return from_rising == in_falling_order;
}

void finish(int node, std::vector<bool>& seen) {
    seen[node] = true;
    for (int next = 0; next < 2 * n; ++next) {
        if (!seen[next] && implies(node, next)) finish(next, seen);
    }
    order.push_back(node);
}

void mark(int node, int label) {
    component[node] = label;
    for (int before = 0; before < 2 * n; ++before) {
        if (component[before] < 0 && implies(before, node)) mark(before, label);
    }
}

int main() {
    std::cin >> n;
    cards.resize(n);
    for (int& card : cards) std::cin >> card;
    component.assign(2 * n, -1);
    std::vector<bool> seen(2 * n, false);
    for (int node = 0; node < 2 * n; ++node) {
        if (!seen[node]) finish(node, seen);
    }
    std::reverse(order.begin(), order.end());
    int label = 0;
    for (int node : order) {
        if (component[node] < 0) mark(node, label++);
    }
    bool possible = true;
    for (int i = 0; i < n; ++i) possible = possible && component[2 * i] != component[2 * i + 1];
    std::cout << (possible ? "YES" : "NO") << '\n';
}
