"""Studies of digital diplomacy that anyone can rerun: raw snapshots in, a paper with traceable numbers out."""
