-- In which country is the user with the most followers of all?
-- One row; of users with equally many followers the first by name, of their countries the first by name.
with final as (
    select
        geos.country,
        pins.follower_count
    from pins
    inner join geos on pins.ind = geos.ind
    where geos.country is not null and pins.poster_name is not null and pins.follower_count is not null
    order by pins.follower_count desc, pins.poster_name asc, geos.country asc
    limit 1
)

select * from final
