package org.bridgewall.sync.wire;

/** Role of the sender of an advert in its instance. */
public enum AdvertRole {
    INIT,
    BACKUP,
    CANDIDATE,
    MASTER,
    FAULT
}
