package org.bridgewall.core.store;

class FakeClusterStoreTest extends ClusterStoreContract {
    private final FakeClusterStore.Shared shared = new FakeClusterStore.Shared();

    @Override
    protected ClusterStore open() {
        return new FakeClusterStore(shared);
    }
}
