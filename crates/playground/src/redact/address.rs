//! Other addresses for addresses, such that two share as long a beginning as before.
//!
//! So an address lies in a range exactly if the two replacements do, whatever the ranges. The
//! blocks that mean something by themselves (private, loopback, link-local, documentation of IPv6
//! and so on) are left in place, and what is outside stays outside.
//!
//! <https://www.iana.org/assignments/iana-ipv4-special-registry>
//! <https://www.iana.org/assignments/iana-ipv6-special-registry>

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Secret;

const SPECIAL_V4: [(Ipv4Addr, u32); 9] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

const SPECIAL_V6: [(Ipv6Addr, u32); 6] = [
    (Ipv6Addr::UNSPECIFIED, 96),
    (Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7),
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10),
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8),
];

/// The address in place of one.
pub(super) fn replace(address: IpAddr, secret: Secret) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let special: Vec<(u128, u32)> = SPECIAL_V4
                .iter()
                .map(|(block, length)| (u128::from(block.to_bits()) << 96, *length))
                .collect();
            let bits = u128::from(address.to_bits()) << 96;
            let found = replace_bits(bits, 32, &special, secret) >> 96;
            IpAddr::V4(Ipv4Addr::from_bits(
                u32::try_from(found).unwrap_or_default(),
            ))
        }
        IpAddr::V6(address) => {
            let special: Vec<(u128, u32)> = SPECIAL_V6
                .iter()
                .map(|(block, length)| (block.to_bits(), *length))
                .collect();
            let found = replace_bits(address.to_bits(), 128, &special, secret);
            IpAddr::V6(Ipv6Addr::from_bits(found))
        }
    }
}

/// The address of a range in place of one. Where behind the prefix there is nothing but zeros, so
/// it is after.
pub(super) fn replace_range(address: IpAddr, length: u32, secret: Secret) -> IpAddr {
    let found = replace(address, secret);
    match (address, found) {
        (IpAddr::V4(before), IpAddr::V4(after)) => {
            let host = u32::MAX.checked_shr(length).unwrap_or_default();
            match before.to_bits() & host {
                0 => IpAddr::V4(Ipv4Addr::from_bits(after.to_bits() & !host)),
                _ => found,
            }
        }
        (IpAddr::V6(before), IpAddr::V6(after)) => {
            let host = u128::MAX.checked_shr(length).unwrap_or_default();
            match before.to_bits() & host {
                0 => IpAddr::V6(Ipv6Addr::from_bits(after.to_bits() & !host)),
                _ => found,
            }
        }
        _ => found,
    }
}

/// Turns each bit over or not, depending on the bits before it, and never inside the path to a
/// special block. The bits stand at the top.
fn replace_bits(bits: u128, width: u32, special: &[(u128, u32)], secret: Secret) -> u128 {
    let above = |value: u128, length: u32| value.checked_shr(128 - length).unwrap_or_default();
    let mut found = bits;
    for place in 0..width {
        let before = above(bits, place);
        let leads_to_special = special
            .iter()
            .any(|(block, length)| place < *length && above(*block, place) == before);
        if !leads_to_special && secret.hash(&(width, place, before)) & 1 == 1 {
            found ^= 1 << (127 - place);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn common(one: u128, other: u128) -> u32 {
        (one ^ other).leading_zeros()
    }

    fn block(bits: u32) -> Option<usize> {
        SPECIAL_V4
            .iter()
            .position(|(block, length)| (bits ^ block.to_bits()).leading_zeros() >= *length)
    }

    proptest! {
        #[test]
        fn two_share_as_long_a_beginning_as_before(
            one: u32, other: u32, apart in 0u32..32, seed: u64
        ) {
            let secret = Secret::new(seed);
            let other = one ^ (other >> apart);
            let map = |bits: u32| match replace(IpAddr::V4(Ipv4Addr::from_bits(bits)), secret) {
                IpAddr::V4(address) => address.to_bits(),
                IpAddr::V6(_) => 0,
            };
            let before = common(one.into(), other.into());
            prop_assert_eq!(common(map(one).into(), map(other).into()), before);
            prop_assert_eq!(block(map(one)), block(one));
        }

        #[test]
        fn so_do_those_of_version_6(one: u128, other: u128, apart in 0u32..128, seed: u64) {
            let secret = Secret::new(seed);
            let other = one ^ (other >> apart);
            let map = |bits: u128| match replace(IpAddr::V6(Ipv6Addr::from_bits(bits)), secret) {
                IpAddr::V6(address) => address.to_bits(),
                IpAddr::V4(_) => 0,
            };
            prop_assert_eq!(common(map(one), map(other)), common(one, other));
        }
    }

    #[test]
    fn ranges_stay_ranges() {
        let secret = Secret::new(7);
        let map = |text: &str, length| {
            let address = text.parse().expect("an address");
            replace_range(address, length, secret).to_string()
        };
        assert_eq!(map("0.0.0.0", 0), "0.0.0.0");
        assert_eq!(map("10.0.0.0", 8), "10.0.0.0");
        assert!(map("10.20.0.0", 16).ends_with(".0.0"));
        assert!(map("203.0.113.0", 24).ends_with(".0"));
        assert_ne!(map("203.0.113.0", 24), "203.0.113.0");
        assert_eq!(map("::", 0), "::");
    }
}
